package cli

import "relance/internal/inbox"

// mailClasses says in French what a mail is.
var mailClasses = map[inbox.Class]string{
	inbox.Reply:           "Réponse d’une personne",
	inbox.BouncePermanent: "Non remis\u00a0: l’adresse n’existe pas ou n’est plus utilisée",
	inbox.BounceTemporary: "Non remis\u00a0: abandon après plusieurs essais, ou panne d’un serveur",
	inbox.BounceFull:      "Non remis\u00a0: la boîte du destinataire est pleine",
	inbox.BouncePolicy:    "Non remis\u00a0: refusé pour son contenu ou son expéditeur",
	inbox.BounceOther:     "Non remis\u00a0: sans motif lisible",
	inbox.Delayed:         "Retardé\u00a0: le serveur essaie encore",
	inbox.DSNSuccess:      "Remis, ou transmis plus loin",
	inbox.AutoReply:       "Réponse automatique",
	inbox.Challenge:       "En attente\u00a0: un filtre demande à l’expéditeur de se faire connaître",
	inbox.Complaint:       "Signalé comme indésirable",
	inbox.Spam:            "Courrier indésirable",
	inbox.Other:           "Autre\u00a0: lettre d’information, accusé de lecture",
}

// intentNames says in French what a writer wants.
var intentNames = map[inbox.IntentKind]string{
	inbox.Paid:           "dit avoir payé",
	inbox.Promise:        "promet de payer",
	inbox.Dispute:        "conteste",
	inbox.Instalments:    "demande un délai ou un échéancier",
	inbox.Document:       "demande une pièce",
	inbox.WrongRecipient: "n’est pas le bon destinataire",
	inbox.NewContact:     "indique un autre interlocuteur",
	inbox.NewAddress:     "a changé d’adresse",
	inbox.LeftCompany:    "signale un départ",
	inbox.Insolvency:     "annonce une procédure collective",
	inbox.Legal:          "menace d’une suite juridique",
	inbox.Unclear:        "à lire",
}

// intentDetails says in French what a dispute is about or which document is
// asked for.
var intentDetails = map[string]string{
	"not_ordered": "rien n’a été commandé", "price": "prix", "delivery": "livraison", "quality": "qualité", "administrative": "forme de la facture",
	"bank_details": "coordonnées bancaires", "order_number": "numéro de commande", "delivery_note": "bon de livraison", "statement": "relevé de compte",
	"copy": "copie de la facture",
}
