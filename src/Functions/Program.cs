using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using VideoPipeline.Functions;
using VideoPipeline.Functions.Http;
using VideoPipeline.Functions.Telemetry;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<UnreadableBodies>();
builder.UseMiddleware<JobTracing>();
builder.Services.AddVideoFunctions(builder.Configuration);
builder.Build().Run();
