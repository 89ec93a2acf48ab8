"""A made-up way of service, to see that a way is a folder and a line: a messenger on foot, who carries one paper."""
