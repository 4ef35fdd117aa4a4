using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Embedded.Tests.Functions;

internal sealed record Greeting(string Text, int Number);

internal sealed class Counter
{
    public int Value { get; set; }
}

/// <summary>One function per thing that an HTTP function may take or return.</summary>
internal sealed class HttpFunctions(Counter counter)
{
    [Function("Echo")]
    public static async Task<IResult> EchoAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "echo")] HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        return Results.Text(await reader.ReadToEndAsync());
    }

    [Function("Item")]
    public static IResult Item(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "items/{id}/{number:int?}")] HttpRequest request,
        string id, int? number, Guid? tag, bool loud = false) =>
        Results.Text($"{request.Method} {id} {number?.ToString() ?? "-"} {tag?.ToString("N")[..4] ?? "-"} {loud}");

    [Function("Plain")]
    public static Greeting Plain([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => new("hi", request.Query.Count);

    [Function("Text")]
    public static Task<string> TextAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        Task.FromResult(request.Path.Value!);

    [Function("Action")]
    public static IActionResult Action([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        new StatusCodeResult(StatusCodes.Status418ImATeapot);

    [Function("Nothing")]
    public static Task NothingAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request)
    {
        request.HttpContext.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    [Function("Throw")]
    public static IResult Throw([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        throw new InvalidOperationException("secret details");

    [Function("Size")]
    public static async Task<IResult> SizeAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request)
    {
        var buffer = new byte[81920];
        long total = 0;
        for (int read; (read = await request.Body.ReadAsync(buffer)) > 0;)
        {
            total += read;
        }

        return Results.Text($"{total}");
    }

    [Function("Context")]
    public IResult Context(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "context/{name}")] HttpRequest request,
        FunctionContext context, CancellationToken cancellationToken) => Results.Json(new
        {
            function = context.FunctionDefinition.Name,
            entry = context.FunctionDefinition.EntryPoint,
            binding = context.FunctionDefinition.InputBindings["request"].Type,
            name = context.BindingContext.BindingData["name"],
            sameRequest = ReferenceEquals(context.GetHttpContext(), request.HttpContext),
            sameToken = cancellationToken == context.CancellationToken,
            count = ++counter.Value,
        });
}
