curl -X GET 'https://seedanceapi.org/v2/status?task_id=n90a1b2c3d4e5f6sd20' \
-H 'Authorization: Bearer YOUR_API_KEY'
