"""How sure: evidence to calibrated confidence, and the policy that raises flags."""
