"""Exchange (数据共享): signed calls between members, granted field by field, logged in a chain."""
