using VideoPipeline.LocalHost.Azurite;
using VideoPipeline.LocalHost.Hosting;

if (args is ["--help"] or ["-h"])
{
    Console.WriteLine("""
        Runs a Functions app (.NET isolated worker) on this machine.

          dotnet LocalHost.dll [--app DIR]    DIR: the app's build output; by default that of Functions beside this program

        Settings: environment variables, then local.settings.json beside the nearest host.json. docs/local.md names them.
        """);
    return 0;
}

if (args is not ([] or ["--app", _]))
{
    Console.Error.WriteLine($"'{string.Join(' ', args)}' is not understood: see --help.");
    return StartFailure.Settings;
}

// The durable extension reads the first; the second makes it think that it runs on a consumption plan.
Environment.SetEnvironmentVariable("FUNCTIONS_WORKER_RUNTIME", "dotnet-isolated");
Environment.SetEnvironmentVariable("CONTAINER_NAME", null);
var configuration = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
var app = Path.GetFullPath(args is ["--app", var directory]
    ? directory
    : Path.Combine(configuration.Parent!.Parent!.FullName, "Functions", configuration.Name));
try
{
    await LocalHostRun.RunAsync(HostSettings.Read(app, Environment.CurrentDirectory));
    return 0;
}
catch (StartFailure failure)
{
    Console.Error.WriteLine(failure.Message);
    return failure.ExitCode;
}
catch (AzuriteException exception)
{
    Console.Error.WriteLine(exception.Message);
    return StartFailure.Settings;
}
