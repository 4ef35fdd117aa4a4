using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace SampleApp;

/// <summary>A payload whose names differ between C# and the wire.</summary>
public sealed record Payload(string JobId, int StepNumber);

/// <summary>One job whose payloads cross every boundary that the durable extension has.</summary>
public static class Boundaries
{
    private static TaskCompletionSource<bool> s_nextTick = new();

    [Function(nameof(Health))]
    public static IResult Health([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health")] HttpRequest request) => Results.Ok();

    [Function(nameof(Start))]
    public static async Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "jobs/{id}")] HttpRequest request, [DurableClient] DurableTaskClient client, string id)
    {
        await client.ScheduleNewOrchestrationInstanceAsync(nameof(Cross), new Payload(id, 0), new StartOrchestrationOptions(id));
        return Results.Accepted();
    }

    [Function(nameof(Raise))]
    public static async Task<IResult> Raise(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "jobs/{id}/event")] HttpRequest request, [DurableClient] DurableTaskClient client, string id)
    {
        await client.RaiseEventAsync(id, "go", new Payload(id, 100));
        var ended = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
        return Results.Text($"{ended.RuntimeStatus} {ended.SerializedOutput} {ended.SerializedCustomStatus} {ended.FailureDetails?.ErrorMessage}");
    }

    [Function(nameof(Cross))]
    public static async Task<Payload> Cross([OrchestrationTrigger] TaskOrchestrationContext context, Payload input)
    {
        if (input.StepNumber == 0)
        {
            var done = await context.CallActivityAsync<Payload>(nameof(Step), input);
            context.ContinueAsNew(done);
            return done;
        }

        var nested = await context.CallSubOrchestratorAsync<Payload>(nameof(Nested), input);
        context.SetCustomStatus(nested);
        var told = await context.WaitForExternalEvent<Payload>("go");
        return nested with { StepNumber = nested.StepNumber + told.StepNumber };
    }

    [Function(nameof(Nested))]
    public static Task<Payload> Nested([OrchestrationTrigger] TaskOrchestrationContext context, Payload input) =>
        context.CallActivityAsync<Payload>(nameof(Step), input);

    [Function(nameof(Step))]
    public static Payload Step([ActivityTrigger] Payload input) => input with { StepNumber = input.StepNumber + 1 };

    [Function(nameof(Item))]
    public static IResult Item(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "items/{name}")] HttpRequest request, string name) =>
        Results.Text($"{name} {request.Query["loud"]} {Environment.ProcessId}");

    [Function(nameof(Size))]
    public static async Task<IResult> Size([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "size")] HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        return Results.Text($"{body.Length}");
    }

    [Function(nameof(Throw))]
    public static IResult Throw([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "throw")] HttpRequest request) =>
        throw new InvalidOperationException("secret details");

    [Function(nameof(Hang))]
    public static async Task<IResult> Hang([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "hang")] HttpRequest request)
    {
        await Task.Delay(Timeout.Infinite);
        return Results.Ok();
    }

    [Function(nameof(Die))]
    public static void Die([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "die")] HttpRequest request) => Environment.Exit(9);

    [Function(nameof(Trace))]
    public static IResult Trace(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "trace")] HttpRequest request, FunctionContext context) =>
        Results.Text(context.TraceContext.TraceParent);

    [Function(nameof(Tick))]
    public static void Tick([TimerTrigger("* * * * * *")] TimerInfo timer) =>
        Interlocked.Exchange(ref s_nextTick, new TaskCompletionSource<bool>()).SetResult(timer.IsPastDue);

    [Function(nameof(NextTick))]
    public static async Task<IResult> NextTick([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "next-tick")] HttpRequest request) =>
        Results.Text($"past due: {await Volatile.Read(ref s_nextTick).Task}");
}
