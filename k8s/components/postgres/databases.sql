create database monolith;
create database users;
create database strangler;
