"""The demonstration world: invented people, units and figures around the public facts, marked 演示数据 where they show.

It is made once, by real actions, in a database that was marked 演示 when it was created, from a fixed random seed and
an as-of date: the same date gives the same world. What people may do (grants, a running delegation) counts from the
day of set-up instead, so that accounts work whatever date the figures have.
"""
