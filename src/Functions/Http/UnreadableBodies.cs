using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace VideoPipeline.Functions.Http;

/// <summary>
/// Answers for a body that the web server stops reading, on whatever route: longer than it takes (chunked ones say so late), or broken
/// off by its sender. Without this it is a 500.
/// </summary>
internal sealed class UnreadableBodies : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException e)
        {
            context.GetInvocationResult().Value = e.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? Answers.Refused(e.StatusCode, "body_too_large", "The body is longer than this app takes.")
                : Answers.Refused(StatusCodes.Status400BadRequest, "unreadable_body", "The body cannot be read to its end.");
        }
    }
}
