using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using VideoPipeline.Functions;
using VideoPipeline.Functions.Http;
using VideoPipeline.Functions.Telemetry;

if (args.Length == 0)
{
    // A host tells its worker where it is; who starts this by hand gets an obscure exception otherwise.
    Console.Error.WriteLine("""
        This is the worker of a Functions app: a host starts it. To run the app on this machine:
          dotnet run --project src/Cli -- up        everything, with Azurite and simulated resellers
          dotnet run --project src/LocalHost        the app alone, by local.settings.json
        """);
    return 2;
}

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<UnreadableBodies>();
builder.UseMiddleware<JobTracing>();
builder.UseMiddleware<StrictQuery>();
builder.Services.AddVideoFunctions(builder.Configuration);
builder.Build().Run();
return 0;
