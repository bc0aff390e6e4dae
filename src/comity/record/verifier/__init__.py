"""Parts only the one-file verifier needs: signatures checked without any library."""
