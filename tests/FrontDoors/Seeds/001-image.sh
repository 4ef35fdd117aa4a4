curl -X POST https://gogogotoken.com/v1/video/generations \
  -H "Authorization: Bearer YOUR_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "model": "doubao-seedance-2-0",
    "prompt": "基于产品首帧生成一段展示视频，镜头缓慢推进，突出产品材质和屏幕细节",
    "images": ["https://assets.example.com/product-watch.jpg"],
    "seconds": "5",
    "size": "720x1280"
  }'
