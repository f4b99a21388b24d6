"""What the sign-in pages of the library ask of ours."""
