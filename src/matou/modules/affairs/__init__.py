"""Affairs (办事): every government service item under one code, with a guide that is in force."""
