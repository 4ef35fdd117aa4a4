using Microsoft.Azure.Functions.Worker.Middleware;

namespace VideoPipeline.Embedded.Functions;

/// <summary>The app's middleware around every function, in the order it was added.</summary>
internal sealed class FunctionPipeline
{
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware = [];
    private FunctionExecutionDelegate? composed;

    public void Add(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> step)
    {
        if (composed is not null)
        {
            throw new InvalidOperationException("The application has already been built.");
        }

        middleware.Add(step);
    }

    public Task RunAsync(Invocation invocation) => (composed ??= Compose())(invocation);

    private FunctionExecutionDelegate Compose()
    {
        FunctionExecutionDelegate run = static async context =>
        {
            var invocation = (Invocation)context;
            invocation.Result = await invocation.Function.Invoker.InvokeAsync(invocation);
        };
        for (var i = middleware.Count - 1; i >= 0; i--)
        {
            run = middleware[i](run);
        }

        return run;
    }
}
