package api

import (
	"net"
	"net/netip"

	"github.com/labstack/echo/v4"
)

// addressOf tells where a request comes from: from whom the connection is, and no header
// is believed. Only where proxies are named, the last address in X-Forwarded-For that is
// none of theirs is taken, and only from a connection of theirs. A private network is
// trusted when it is named and not otherwise: everybody in an office is in one.
func addressOf(proxies []netip.Prefix) echo.IPExtractor {
	if len(proxies) == 0 {
		return echo.ExtractIPDirect()
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, proxy := range proxies {
		address := proxy.Masked().Addr()
		options = append(options, echo.TrustIPRange(&net.IPNet{
			IP: address.AsSlice(), Mask: net.CIDRMask(proxy.Bits(), address.BitLen()),
		}))
	}
	return echo.ExtractIPFromXFFHeader(options...)
}
