curl -X POST "https://api.tokenlab.sh/v1/videos/generations" \
  -H "Authorization: Bearer sk-your-api-key" \
  -H "Content-Type: application/json" \
  -d '{
    "model": "seedance-2.0-fast",
    "operation": "text-to-video",
    "prompt": "白色棚拍背景上的干净商品揭示镜头，镜头轻微推进。",
    "duration": 5,
    "resolution": "720p",
    "aspect_ratio": "16:9"
  }'
