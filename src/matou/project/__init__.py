"""What makes one programme of the rooms: settings, urls, server processes, the matou command."""
