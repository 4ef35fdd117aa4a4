using VideoPipeline.Pricing;
using VideoPipeline.Resellers.Capabilities;
using VideoPipeline.Support;
using Xunit;

namespace VideoPipeline.Tests.Resellers;

public sealed class CapabilityPageTests
{
    [Fact]
    public void Page_is_what_the_table_generates()
    {
        var path = Path.Combine(Checkout.Root, "docs", "capabilities.md");
        var expected = CapabilityMarkdown.Write(PriceBook.Current);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, expected);
        }

        Assert.Equal(expected, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }
}
