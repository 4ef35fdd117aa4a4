using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace SampleApp;

/// <summary>An ordinary Functions app in small: started over HTTP, it waits for a name and greets.</summary>
public static class Greetings
{
    [Function(nameof(Start))]
    public static async Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "greetings/{id}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        await client.ScheduleNewOrchestrationInstanceAsync(nameof(Greet), new StartOrchestrationOptions(id));
        return Results.Accepted();
    }

    [Function(nameof(Name))]
    public static async Task<IResult> Name(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "greetings/{id}/name/{name}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        string name,
        CancellationToken cancellationToken)
    {
        await client.RaiseEventAsync(id, "name", name, cancellationToken);
        var done = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, cancellationToken);
        return Results.Text(done.ReadOutputAs<string>());
    }

    [Function(nameof(Greet))]
    public static async Task<string> Greet([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var greeting = await context.CallActivityAsync<string>(nameof(Choose));
        return $"{greeting}, {await context.WaitForExternalEvent<string>("name")}";
    }

    [Function(nameof(Choose))]
    public static string Choose([ActivityTrigger] FunctionContext context) => $"{context.FunctionDefinition.Name} hello";
}
