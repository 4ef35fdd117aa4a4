using ConformanceApp;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.AddConformanceApp();
builder.Services.AddSingleton(new WorkerEnd(() => Environment.Exit(9)));
builder.Build().Run();
