using Grpc.Core;

namespace VideoPipeline.Conformance.Tests;

internal static class Refusal
{
    public static async Task AssertAsync(StatusCode code, Func<Task> call) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);
}
