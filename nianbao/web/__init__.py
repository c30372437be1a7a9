"""The console's door: front page, health, and the API's outline."""
