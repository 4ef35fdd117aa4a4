using System.Xml;
using System.Xml.Linq;
using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Messages;

/// <summary>Service Bus refuses in XML, with the status in Code and a sentence in Detail; the embedded one adds a Reason.</summary>
internal static class BrokerError
{
    public static async Task<Problem> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var status = (int)answer.StatusCode;
        var error = Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        return Problem.Of(
            status,
            error?.Element("Reason")?.Value ?? $"service_bus_{status}",
            error?.Element("Detail")?.Value ?? answer.ReasonPhrase ?? $"HTTP {status}");
    }

    private static XElement? Parse(string text)
    {
        try
        {
            return XElement.Parse(text);
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
