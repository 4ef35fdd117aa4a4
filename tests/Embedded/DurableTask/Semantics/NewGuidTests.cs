using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.DurableTask;
using Xunit;

namespace VideoPipeline.Embedded.Tests.DurableTask.Semantics;

public sealed class NewGuidTests
{
    [Theory, BothMemories]
    public async Task NewGuid_is_a_version_5_id_of_instance_time_and_counter(Memory memory)
    {
        await using var fixture = await Main.StartAsync(
            memory, context => Task.FromResult<object?>(new[] { context.NewGuid(), context.NewGuid() }));
        var now = fixture.Time.GetUtcNow().UtcDateTime;

        var result = await fixture.RunAsync("Main", options: new StartOrchestrationOptions("my-instance"));

        Assert.Equal([Expected("my-instance", now, 0), Expected("my-instance", now, 1)], result.ReadOutputAs<Guid[]>()!);
    }

    [Fact]
    public async Task NewGuid_gives_the_same_in_every_replay()
    {
        var seen = new List<Guid>();

        await Main.RunAsync(Memory.Replayed, async context =>
        {
            seen.Add(context.NewGuid());
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            await context.CallActivityAsync("Echo");
            return null;
        });

        Assert.Equal(3, seen.Count);
        Assert.Single(seen.Distinct());
    }

    [Theory, BothMemories]
    public async Task NewGuid_counts_from_zero_again_in_a_new_generation(Memory memory)
    {
        await using var fixture = await Fixture.StartAsync(
            registry => registry.AddOrchestratorFunc<bool, Guid>("Main", (context, again) =>
            {
                context.NewGuid();
                if (!again)
                {
                    context.ContinueAsNew(true);
                }

                return context.NewGuid();
            }),
            memory);
        var now = fixture.Time.GetUtcNow().UtcDateTime;

        var result = await fixture.RunAsync("Main", false, new StartOrchestrationOptions("i"));

        Assert.Equal(Expected("i", now, 1), result.ReadOutputAs<Guid>());
    }

    internal static Guid Expected(string instanceId, DateTime now, int counter)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{instanceId}_{now:o}_{counter}");
#pragma warning disable CA5350 // Version 5 ids are SHA-1 by definition.
        var hash = SHA1.HashData(
            [.. Convert.FromHexString("9e9529585e334daf827f2fa12937b875"), .. Encoding.UTF8.GetBytes(text)])[..16];
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return Guid.ParseExact(Convert.ToHexString(hash), "N");
    }
}
