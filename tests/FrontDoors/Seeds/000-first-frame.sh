curl -X POST https://gogogotoken.com/v1/video/generations \
  -H "Authorization: Bearer YOUR_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "model": "doubao-seedance-2-0-fast",
    "prompt": "turn the product image into a polished product showcase video with slow camera movement",
    "seconds": "5",
    "size": "720x1280",
    "first_frame_image": "data:image/png;base64,<BASE64_IMAGE>"
  }'
