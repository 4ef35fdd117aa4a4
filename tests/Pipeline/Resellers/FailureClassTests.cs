using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Answers;
using VideoPipeline.Resellers.Http;
using Xunit;

namespace VideoPipeline.Tests.Resellers;

public sealed class FailureClassTests
{
    [Theory]
    [InlineData("INVALID_PROMPT", FailureClass.Request)]
    [InlineData("INVALID_ASPECT_RATIO", FailureClass.Request)]
    [InlineData("INVALID_DURATION", FailureClass.Request)]
    [InlineData("TOO_MANY_IMAGES", FailureClass.Request)]
    [InlineData("INVALID_API_KEY", FailureClass.Provider)]
    [InlineData("INSUFFICIENT_CREDITS", FailureClass.Provider)]
    [InlineData("INTERNAL_ERROR", FailureClass.Provider)]
    [InlineData("insufficient_quota", FailureClass.Provider)]
    [InlineData("invalid_image", FailureClass.Request)]
    [InlineData("InvalidParameter.Image", FailureClass.Request)]
    [InlineData("MissingParameter", FailureClass.Request)]
    [InlineData("unsupported_resolution", FailureClass.Request)]
    [InlineData("prompt_too_long", FailureClass.Request)]
    [InlineData("invalid_token", FailureClass.Provider)]
    [InlineData("unsupported_model", FailureClass.Provider)]
    [InlineData("SensitiveContentDetected", FailureClass.Moderation)]
    public void Code_has_its_class_at_every_reseller_in_a_refusal_and_in_a_failed_task(string code, FailureClass expected)
    {
        var refusal = new HttpAnswer.Response(403, $$"""{"error": {"code": "{{code}}", "message": "no"} }""");
        foreach (var provider in ProviderNames.All)
        {
            Assert.Equal(expected, Assert.IsType<SubmitAnswer.Rejected>(Wire.Submit(provider, refusal)).Failure.Class);
        }

        var error = new ErrorDetails(code, "no");
        foreach (var table in KnownResellers.All.Select(reseller => new ErrorTable(reseller.Name, reseller.ErrorCodes)))
        {
            var failure = table.OfTask(TaskState.Failed, error);
            Assert.Equal(expected, failure.Class);
            Assert.False(failure.Class != FailureClass.Provider && failure.Retryable, $"{table.Provider} would be paid again for {code}.");
        }
    }

    [Theory]
    [InlineData(400, FailureClass.Request)]
    [InlineData(422, FailureClass.Request)]
    [InlineData(401, FailureClass.Provider)]
    [InlineData(402, FailureClass.Provider)]
    [InlineData(403, FailureClass.Provider)]
    [InlineData(404, FailureClass.Provider)]
    public void Status_alone_has_a_class(int status, FailureClass expected)
    {
        var answer = Assert.IsType<SubmitAnswer.Rejected>(Wire.Submit(ProviderNames.TokenHub, new HttpAnswer.Response(status, "{}")));

        Assert.Equal(expected, answer.Failure.Class);
    }

    [Theory]
    [InlineData("moderation", FailureClass.Moderation)]
    [InlineData("invalid_request", FailureClass.Request)]
    [InlineData("input_unavailable", FailureClass.Request)]
    [InlineData("provider_busy", FailureClass.Provider)]
    [InlineData("budget_exceeded", FailureClass.Provider)]
    [InlineData("generation_failed", FailureClass.Provider)]
    [InlineData("cancelled", FailureClass.Cancelled)]
    [InlineData(null, FailureClass.Provider)]
    public void Code_of_ours_from_an_earlier_record_has_its_class(string? code, FailureClass expected)
    {
        Assert.Equal(expected, FailureClasses.Of(code));
    }
}
