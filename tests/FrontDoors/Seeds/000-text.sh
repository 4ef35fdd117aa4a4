curl -X POST https://gogogotoken.com/v1/video/generations \
  -H "Authorization: Bearer YOUR_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "model": "doubao-seedance-2-0",
    "prompt": "a premium smartwatch rotating on a clean studio pedestal, soft product lighting, slow camera push-in",
    "seconds": "5",
    "size": "1080x1920"
  }'
