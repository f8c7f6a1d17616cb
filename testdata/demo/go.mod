module example.com/mdstat

go 1.27
