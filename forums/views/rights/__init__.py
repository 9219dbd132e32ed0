"""Pages of joint IP cases. All but the list are for who may see the case alone: everybody else gets a 404 from every one."""
