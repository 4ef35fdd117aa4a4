using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using VideoPipeline.Embedded.Functions;
using Xunit;

namespace Embedded.Tests.Functions;

public sealed class MiddlewareTests
{
    [Fact]
    public async Task Middleware_runs_in_the_order_it_was_added_and_may_change_the_result()
    {
        await using var host = await StartAsync(builder =>
        {
            builder.UseMiddleware<Bracket>();
            builder.UseMiddleware(async (context, next) =>
            {
                await next();
                context.GetInvocationResult().Value = $"{context.GetInvocationResult<string>().Value}!";
            });
        });

        Assert.Equal("(hi!)", await host.Client.GetStringAsync("/Hi"));
    }

    [Fact]
    public async Task Middleware_may_answer_instead_of_the_function()
    {
        await using var host = await StartAsync(builder => builder.UseMiddleware((context, _) =>
        {
            context.GetHttpContext()!.Response.StatusCode = StatusCodes.Status402PaymentRequired;
            return Task.CompletedTask;
        }));

        Assert.Equal(HttpStatusCode.PaymentRequired, (await host.Client.GetAsync("/Hi")).StatusCode);
    }

    [Fact]
    public async Task Middleware_may_be_for_some_functions_only()
    {
        await using var host = await StartAsync(builder =>
        {
            builder.UseWhen<Bracket>(context => context.FunctionDefinition.Name == "Hi");
            builder.UseWhen(context => context.FunctionDefinition.Name == "Ho", (context, next) =>
            {
                context.Items["from"] = "middleware";
                return next();
            });
        });

        Assert.Equal("(hi)", await host.Client.GetStringAsync("/Hi"));
        Assert.Equal("ho from middleware", await host.Client.GetStringAsync("/Ho"));
    }

    [Fact]
    public async Task Scoped_services_are_one_for_an_invocation()
    {
        await using var host = await StartAsync(builder =>
        {
            builder.Services.AddScoped<Counter>();
            builder.UseMiddleware((context, next) =>
            {
                context.InstanceServices.GetRequiredService<Counter>().Value++;
                return next();
            });
        });

        Assert.Equal("1", await host.Client.GetStringAsync("/Count"));
        Assert.Equal("1", await host.Client.GetStringAsync("/Count"));
    }

    [Fact]
    public async Task Invocation_is_a_span_that_the_context_names()
    {
        var stopped = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == FunctionRunner.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = stopped.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await using var host = await StartAsync(_ => { });

        var trace = await host.Client.GetStringAsync("/Trace");

        Assert.Contains(stopped.ToArray(), span => span.Id == trace && span.DisplayName == "function Trace");
    }

    [Fact]
    public void Middleware_comes_too_late_once_the_app_is_built()
    {
        var builder = FunctionsApplication.CreateBuilder([]).ConfigureEmbeddedHost(options => options.FunctionTypes = []);
        using var host = builder.Build();

        Assert.Throws<InvalidOperationException>(() => builder.Build());
    }

    private static Task<FunctionsHost> StartAsync(Action<FunctionsApplicationBuilder> configure) =>
        FunctionsHost.StartAsync([typeof(Sample)], configure);

    private sealed class Bracket : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            await next(context);
            context.GetInvocationResult().Value = $"({context.GetInvocationResult().Value})";
        }
    }

    private sealed class Sample
    {
        [Function("Hi")]
        public static string Hi([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => "hi";

        [Function("Ho")]
        public static string Ho([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request, FunctionContext context) =>
            $"ho from {context.Items["from"]}";

        [Function("Count")]
        public static string Count([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request, FunctionContext context) =>
            $"{context.InstanceServices.GetRequiredService<Counter>().Value}";

        [Function("Trace")]
        public static string Trace([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request, FunctionContext context) =>
            context.TraceContext.TraceParent;
    }
}
