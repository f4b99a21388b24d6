"""GOV.UK components, page shells, charts and browser assets."""
