curl -X POST "https://api.tokenlab.sh/v1/videos/generations" \
  -H "Authorization: Bearer sk-your-api-key" \
  -H "Content-Type: application/json" \
  -d '{
    "model": "seedance-2.0",
    "operation": "reference-to-video",
    "prompt": "保持同一商品身份和布光，生成缓慢电影感旋转镜头。",
    "reference_images": [
      "https://example.com/product-front.jpg",
      "https://example.com/product-side.jpg"
    ],
    "video_urls": ["https://example.com/motion-reference.mp4"],
    "duration": 6,
    "resolution": "4k",
    "aspect_ratio": "16:9"
  }'
