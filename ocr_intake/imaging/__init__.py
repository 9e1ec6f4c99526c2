"""Page to better page: light, sheet, turning, fax repair. Pixels in, pixels out."""
