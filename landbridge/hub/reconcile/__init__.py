"""Do both shores agree, and if not, which documents explain it?"""
