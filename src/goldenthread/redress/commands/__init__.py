"""Recording what happens in a disagreement. One step: its row, its events, what it binds us to.

Law: Children and Families Act 2014 ss.51 to 56; SEND Regulations 2014 regs 32 to 45. The dates that
follow are the law's clocks, read from the events recorded here; none is worked out.
"""

from goldenthread.redress.commands.shared import PROBLEMS, Said
from goldenthread.redress.commands.steps import record_step
from goldenthread.redress.commands.taking_up import TAKEN_UP, take_up

__all__ = ["PROBLEMS", "TAKEN_UP", "Said", "record_step", "take_up"]
