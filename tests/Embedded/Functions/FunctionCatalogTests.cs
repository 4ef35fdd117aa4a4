using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using VideoPipeline.Embedded.Functions;
using VideoPipeline.Embedded.Functions.Durable;
using VideoPipeline.Embedded.Functions.Http;
using VideoPipeline.Embedded.Functions.Timers;
using Xunit;

namespace Embedded.Tests.Functions;

/// <summary>What a function must look like; every mistake is told at the start, by name.</summary>
public sealed class FunctionCatalogTests
{
    private static readonly ITriggerSource[] Sources = [new HttpTriggerSource(), new TimerTriggerSource(), new DurableTriggerSource()];

    [Fact]
    public void Functions_are_found_whether_static_or_not_public_or_not()
    {
        var catalog = FunctionCatalog.Discover([typeof(Good)], Sources);

        Assert.Equal(["A", "B", "C"], catalog.Functions.Select(function => function.Name));
    }

    [Theory]
    [InlineData(typeof(Twice), "Two functions are called 'a'")]
    [InlineData(typeof(NoTrigger), "'NoTrigger' needs exactly one trigger parameter, it has 0")]
    [InlineData(typeof(TwoTriggers), "'TwoTriggers' needs exactly one trigger parameter, it has 2")]
    [InlineData(typeof(UnknownTrigger), "no ServiceBusTriggerAttribute")]
    [InlineData(typeof(UnknownParameter), "UnknownParameter.Run: the embedded host cannot fill parameter 'what'")]
    [InlineData(typeof(WrongRequest), "WrongRequest.Run: an HTTP trigger of the embedded host is an HttpRequest")]
    [InlineData(typeof(WrongContext), "WrongContext.Run: an orchestration trigger is a TaskOrchestrationContext")]
    [InlineData(typeof(WrongTimer), "WrongTimer.Run: a timer trigger of the embedded host is a TimerInfo")]
    [InlineData(typeof(WrongClient), "WrongClient.Run: a durable client is a DurableTaskClient")]
    public void Mistake_is_named(Type type, string expected)
    {
        var failure = Assert.Throws<FunctionBindingException>(() => FunctionCatalog.Discover([type], Sources));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    private sealed class Good
    {
        [Function("C")]
        public void Timer([TimerTrigger("0 0 0 * * *")] TimerInfo timer, FunctionContext context, CancellationToken cancellationToken)
        {
        }

        [Function("A")]
        internal static string Http([HttpTrigger] HttpRequest request, Guid id, DayOfWeek? day) => $"{id}{day}";

        [Function("B")]
        private static Task<int> Activity([ActivityTrigger] TaskName name, string instanceId) => Task.FromResult(instanceId.Length);
    }

    private sealed class Twice
    {
        [Function("A")]
        public static void First([HttpTrigger] HttpRequest request)
        {
        }

        [Function("a")]
        public static void Second([HttpTrigger] HttpRequest request)
        {
        }
    }

    private sealed class NoTrigger
    {
        [Function("NoTrigger")]
        public static void Run(HttpRequest request)
        {
        }
    }

    private sealed class TwoTriggers
    {
        [Function("TwoTriggers")]
        public static void Run([HttpTrigger] HttpRequest request, [TimerTrigger("0 0 0 * * *")] TimerInfo timer)
        {
        }
    }

    private sealed class UnknownTrigger
    {
        [Function("UnknownTrigger")]
        public static void Run([ServiceBusTrigger("queue")] string message)
        {
        }
    }

    private sealed class UnknownParameter
    {
        [Function("UnknownParameter")]
        public static void Run([TimerTrigger("0 0 0 * * *")] TimerInfo timer, Version what)
        {
        }
    }

    private sealed class WrongRequest
    {
        [Function("WrongRequest")]
        public static void Run([HttpTrigger] string body)
        {
        }
    }

    private sealed class WrongContext
    {
        [Function("WrongContext")]
        public static void Run([OrchestrationTrigger] string input)
        {
        }
    }

    private sealed class WrongTimer
    {
        [Function("WrongTimer")]
        public static void Run([TimerTrigger("0 0 0 * * *")] string timer)
        {
        }
    }

    private sealed class WrongClient
    {
        [Function("WrongClient")]
        public static void Run([HttpTrigger] HttpRequest request, [DurableClient] string client)
        {
        }
    }
}
