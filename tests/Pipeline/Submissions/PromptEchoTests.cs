using VideoPipeline.Submissions;
using Xunit;

namespace VideoPipeline.Tests.Submissions;

public sealed class PromptEchoTests
{
    private const string Long = "A slow dolly shot through an empty library at dawn, dust in the light, a cat asleep on the last shelf";

    [Theory]
    [InlineData("a... b", "a… b")]
    [InlineData("a… b", "a... b")]
    [InlineData("a\r\nb", "a\nb")]
    [InlineData("a b", "a  b\t")]
    [InlineData("  a b ", "a\n\nb")]
    [InlineData("Tom &amp; Jerry&#39;s", "Tom & Jerry's")]
    [InlineData("&quot;hi&quot;", "\"hi\"")]
    [InlineData("A slow dolly shot…", Long)]
    [InlineData("A slow dolly shot ...", Long)]
    [InlineData("A slow dolly shot through an empty library at dawn, dust in the light", Long)]
    public void Same_prompt_is_recognised(string echo, string prompt) => Assert.True(PromptEcho.IsOf(echo, prompt));

    [Theory]
    [InlineData("a", "b")]
    [InlineData("", Long)]
    [InlineData("...", Long)]
    [InlineData("A slow dolly shot", Long)]
    [InlineData("Another shot…", Long)]
    [InlineData("A slow dolly shot through an empty library at dusk, dust in the light, a cat asleep on the last shelf", Long)]
    [InlineData("a slow DOLLY shot", "A slow dolly shot")]
    public void Another_prompt_is_not(string echo, string prompt) => Assert.False(PromptEcho.IsOf(echo, prompt));
}
