using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace ConformanceApp;

/// <summary>Orchestrators that wait: for events, for timers, for their next generation.</summary>
public static class Waits
{
    public static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(150);

    [Function(nameof(Wait))]
    public static async Task<string> Wait([OrchestrationTrigger] TaskOrchestrationContext context, string? input)
    {
        context.SetCustomStatus("waiting");
        return $"{input}:{await context.WaitForExternalEvent<string?>("go")}";
    }

    [Function(nameof(WaitForNumber))]
    public static async Task<int> WaitForNumber([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        context.SetCustomStatus("waiting");
        return await context.WaitForExternalEvent<int>("number");
    }

    [Function(nameof(WaitBriefly))]
    public static async Task<string> WaitBriefly([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            return await context.WaitForExternalEvent<string>("go", Brief);
        }
        catch (OperationCanceledException)
        {
            return "nobody came";
        }
    }

    [Function(nameof(Collect))]
    public static async Task<string> Collect([OrchestrationTrigger] TaskOrchestrationContext context, int input)
    {
        context.SetCustomStatus("collecting");
        var items = new List<string>();
        while (items.Count < input)
        {
            items.Add(await context.WaitForExternalEvent<string>("item"));
        }

        return string.Join(',', items);
    }

    [Function(nameof(Send))]
    public static Task<string> Send([OrchestrationTrigger] TaskOrchestrationContext context, string input)
    {
        context.SendEvent(input, "go", "from afar");
        return Task.FromResult("sent");
    }

    /// <summary>The next timer is set when the last has fired; one that is cancelled keeps nothing open.</summary>
    [Function(nameof(Timers))]
    public static async Task<string> Timers([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var begin = context.CurrentUtcDateTime;
        using var cancel = new CancellationTokenSource();
        var late = context.CreateTimer(begin.AddDays(1), cancel.Token);
        var soon = context.CreateTimer(begin + Brief, CancellationToken.None);
        var sooner = context.CreateTimer(begin + (Brief / 2), CancellationToken.None);
        var order = await Task.WhenAny(late, soon, sooner) == sooner ? "sooner" : "wrong";
        order += await Task.WhenAny(late, soon) == soon ? ",soon" : ",wrong";
        cancel.Cancel();
        await context.CreateTimer(begin.AddDays(-1), CancellationToken.None);
        return context.CurrentUtcDateTime >= begin + Brief ? order : "too early";
    }

    [Function(nameof(Generations))]
    public static async Task<string> Generations([OrchestrationTrigger] TaskOrchestrationContext context, int input)
    {
        var next = await context.CallActivityAsync<int>(nameof(Activities.Increment), input);
        if (input < 3)
        {
            context.SetCustomStatus($"generation {input}");
            context.ContinueAsNew(next);
            return "unseen";
        }

        return $"generation {input}";
    }

    /// <summary>The first generation leaves what has come for the second, or drops it.</summary>
    [Function(nameof(Heirs))]
    public static async Task<string> Heirs([OrchestrationTrigger] TaskOrchestrationContext context, string input)
    {
        if (input is "keep" or "drop")
        {
            context.SetCustomStatus("first");
            await context.WaitForExternalEvent<string>("next");
            context.ContinueAsNew($"after {input}", preserveUnprocessedEvents: input == "keep");
            return "unseen";
        }

        context.SetCustomStatus("second");
        return await context.WaitForExternalEvent<string>("item") + await context.WaitForExternalEvent<string>("item");
    }

    /// <summary>Sets a status, then none.</summary>
    [Function(nameof(Statuses))]
    public static async Task Statuses([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        context.SetCustomStatus(new[] { 1, 2 });
        await context.WaitForExternalEvent<string>("go");
        context.SetCustomStatus(null);
        await context.WaitForExternalEvent<string>("go");
    }
}
