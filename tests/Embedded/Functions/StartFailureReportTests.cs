using Microsoft.Extensions.Options;
using VideoPipeline.Embedded.Azurite;
using VideoPipeline.Embedded.Functions;
using Xunit;

namespace Embedded.Tests.Functions;

public sealed class StartFailureReportTests
{
    public static TheoryData<Exception, string?> Cases() => new()
    {
        { new HostStartException("no key"), "no key" },
        { new FunctionBindingException("no trigger"), "no trigger" },
        { new AzuriteException("no node"), "no node" },
        { new IOException("address already in use"), "address already in use" },
        { new AggregateException(new AzuriteException("no node")), "no node" },
        { new OptionsValidationException("X", typeof(object), ["a is missing", "b is too small"]), $"a is missing{Environment.NewLine}b is too small" },
        { Thrown(() => throw new InvalidOperationException("of the app")), null },
        { new ArgumentException("a bug"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Expected_causes_are_told_and_bugs_keep_their_stack(Exception exception, string? expected) =>
        Assert.Equal(expected, StartFailureReport.Explain(exception));

    private static Exception Thrown(Action action) => Assert.ThrowsAny<Exception>(action);
}
