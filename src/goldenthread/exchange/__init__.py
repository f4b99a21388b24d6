"""Files in and out: the settings register, SEN2 returns, inspection lists."""
