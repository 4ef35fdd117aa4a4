using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using VideoPipeline.Functions;
using VideoPipeline.Functions.Http;
using VideoPipeline.Functions.Telemetry;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<JobTracing>();
builder.UseMiddleware<StrictQuery>();
builder.Services.AddVideoFunctions(builder.Configuration);
builder.Build().Run();
