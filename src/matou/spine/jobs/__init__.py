"""Jobs (后台任务): work that is done later, again, or at set times."""
