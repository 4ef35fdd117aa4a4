curl https://gogogotoken.com/v1/video/generations/task_1234567890 \
  -H "Authorization: Bearer YOUR_API_KEY"
