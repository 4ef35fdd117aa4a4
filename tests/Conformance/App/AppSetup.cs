using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace ConformanceApp;

internal static class AppSetup
{
    /// <summary>The same app on whichever ground.</summary>
    public static void AddConformanceApp(this FunctionsApplicationBuilder builder)
    {
        builder.ConfigureFunctionsWebApplication();
        builder.Services.AddSingleton<IExceptionPropertiesProvider, ErrorProperties>();
    }
}

/// <summary>How the app's worker dies: what an activity may ask for.</summary>
public sealed class WorkerEnd(Action end)
{
    public void Now() => end();
}

/// <summary>An error that carries what a caller may want to look at.</summary>
public sealed class OrderException(string message, string order, int item) : Exception(message)
{
    public string Order { get; } = order;

    public int Item { get; } = item;
}

internal sealed class ErrorProperties : IExceptionPropertiesProvider
{
    public IDictionary<string, object?>? GetExceptionProperties(Exception exception) => exception is OrderException error
        ? new Dictionary<string, object?> { ["order"] = error.Order, ["item"] = error.Item, ["lines"] = new List<object?> { "a", "b" } }
        : null;
}
