"""Factors, Shiller's series, the S&P workbook and FactSet's charts."""

RECIPES = []
