"""What a document says, and how it is drawn: one content object to PDF, DOCX and HTML."""
