using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace VideoPipeline.Benchmarks.EngineApp;

/// <summary>Orchestrations of five activities, or of one timer, started and counted where they run.</summary>
public static class Steps
{
    private const int StartsAtOnce = 64;

    private static int s_ended;

    /// <summary>Starts so many and answers with the seconds until the last has ended.</summary>
    [Function(nameof(Run))]
    public static async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "run/{prefix}/{count:int}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string prefix,
        int count)
    {
        var watch = Stopwatch.StartNew();
        var before = Volatile.Read(ref s_ended);
        await StartAsync(client, nameof(Five), prefix, count, 0, request.HttpContext.RequestAborted);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (Volatile.Read(ref s_ended) - before < count)
        {
            await tick.WaitForNextTickAsync(request.HttpContext.RequestAborted);
        }

        for (var one = 0; one < count; one += Math.Max(1, count / 20))
        {
            var ended = await client.WaitForInstanceCompletionAsync($"{prefix}-{one}", getInputsAndOutputs: true);
            if (ended.SerializedOutput != "5")
            {
                return Results.Problem($"{ended.InstanceId} ended as {ended.RuntimeStatus} with {ended.SerializedOutput}.");
            }
        }

        return Results.Text(watch.Elapsed.TotalSeconds.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Starts so many of a kind and answers when they are told of.</summary>
    [Function(nameof(Start))]
    public static async Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "start/{kind}/{prefix}/{count:int}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string kind,
        string prefix,
        int count)
    {
        await StartAsync(client, kind, prefix, count, kind == nameof(Wait) ? 3600 : 0, request.HttpContext.RequestAborted);
        return Results.Accepted();
    }

    /// <summary>One after the other on an idle system: the milliseconds of each, from its start to its client's answer.</summary>
    [Function(nameof(Latency))]
    public static async Task<IResult> Latency(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "latency/{prefix}/{count:int}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string prefix,
        int count)
    {
        var times = new List<double>();
        for (var one = 0; one < count; one++)
        {
            var started = Stopwatch.GetTimestamp();
            await StartAsync(client, nameof(Five), $"{prefix}-{one}", 1, 0, request.HttpContext.RequestAborted);
            await client.WaitForInstanceCompletionAsync($"{prefix}-{one}-0");
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            await Task.Delay(20, request.HttpContext.RequestAborted);
        }

        return Results.Json(times);
    }

    /// <summary>How many have ended in this life of the worker.</summary>
    [Function(nameof(Progress))]
    public static IResult Progress([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "progress")] HttpRequest request) =>
        Results.Text(Volatile.Read(ref s_ended).ToString(CultureInfo.InvariantCulture));

    [Function(nameof(Five))]
    public static async Task<int> Five([OrchestrationTrigger] TaskOrchestrationContext context, int input)
    {
        for (var step = 0; step < 5; step++)
        {
            input = await context.CallActivityAsync<int>(nameof(AddOne), input);
        }

        if (!context.IsReplaying)
        {
            Interlocked.Increment(ref s_ended);
        }

        return input;
    }

    [Function(nameof(AddOne))]
    public static int AddOne([ActivityTrigger] int input) => input + 1;

    [Function(nameof(Wait))]
    public static Task Wait([OrchestrationTrigger] TaskOrchestrationContext context, int input) =>
        context.CreateTimer(TimeSpan.FromSeconds(input), CancellationToken.None);

    private static Task StartAsync(DurableTaskClient client, string kind, string prefix, int count, int input, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = StartsAtOnce, CancellationToken = cancellationToken },
            async (one, token) => await client.ScheduleNewOrchestrationInstanceAsync(
                kind, input, new StartOrchestrationOptions($"{prefix}-{one}"), token));
}
