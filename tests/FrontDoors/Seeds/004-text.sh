curl -X POST 'https://seedanceapi.org/v2/generate' \
-H 'Authorization: Bearer YOUR_API_KEY' \
-H 'Content-Type: application/json' \
-d '{
"prompt": "A cinematic aerial shot over coastline at golden hour",
"aspect_ratio": "16:9",
"duration": 10,
"model": "seedance-2.0"
}'
