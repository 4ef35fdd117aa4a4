using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;

namespace ConformanceApp;

public sealed class Activities(WorkerEnd end)
{
    private static readonly ConcurrentDictionary<string, int> s_calls = new();

    /// <summary>What the extension gives a client, from which the tests make one of their own.</summary>
#pragma warning disable DURABLE1002
    [Function(nameof(Address))]
    public static IResult Address(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "client")] HttpRequest request,
        [DurableClient, InputConverter(typeof(BindingText))] string client) => Results.Text(client);
#pragma warning restore DURABLE1002

    [Function(nameof(Health))]
    public static IResult Health([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health")] HttpRequest request) => Results.Ok();

    [Function(nameof(Increment))]
    public static int Increment([ActivityTrigger] int number) => number + 1;

    [Function(nameof(Same))]
    public static string? Same([ActivityTrigger] string? text) => text;

    [Function(nameof(Shape))]
    public static Shape Shape([ActivityTrigger] Shape shape) => shape with { Sides = shape.Sides + 1 };

    /// <summary>Fails in the way it is told.</summary>
    [Function(nameof(Fail))]
    public static string Fail([ActivityTrigger] string way) => throw (way switch
    {
        "nested" => new InvalidOperationException("outer", new ArgumentException("middle", new TimeoutException("inner"))),
        "properties" => new OrderException("no such order", "o-1", 7),
        "lines" => new InvalidOperationException("first: line\nsecond: line"),
        _ => new InvalidOperationException(way),
    });

    /// <summary>Fails until it has been called so often by one instance, and answers how often it was called.</summary>
    [Function(nameof(Flaky))]
    public static int Flaky([ActivityTrigger] int failures, string instanceId)
    {
        var calls = s_calls.AddOrUpdate(instanceId, 1, (_, calls) => calls + 1);
        return calls > failures ? calls : throw new TimeoutException($"call {calls}");
    }

    /// <summary>Takes its worker along at the first call with this name.</summary>
    [Function(nameof(Die))]
    public async Task<string> Die([ActivityTrigger] string marker, CancellationToken cancellationToken)
    {
        if (File.Exists(marker))
        {
            return "alive";
        }

        await File.WriteAllTextAsync(marker, "", cancellationToken);
        end.Now();
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return "dead";
    }
}

public sealed record Shape(string Name, int Sides, Shape? Inner = null);

/// <summary>A binding as it was sent.</summary>
internal sealed class BindingText : IInputConverter
{
    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) => new(ConversionResult.Success(context.Source));
}
