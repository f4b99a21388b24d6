"""Those who carry letters: GOV.UK Notify, a mail server, a print room's folder. One shape each."""
